import { generate } from 'lean-qr';

/** Black on white whatever the terminal's own colours are. */
const [blackOnWhite, plain] = ['\u001b[38;5;16;48;5;231m', '\u001b[0m'];
const quietZone = 2;

/** A QR code as terminal lines, two rows of modules to a line. */
export const terminalQr = (text: string): readonly string[] => {
  const code = generate(text);
  const lines: string[] = [];
  for (let y = -quietZone; y < code.size + quietZone; y += 2) {
    let line = '';
    for (let x = -quietZone; x < code.size + quietZone; x += 1) {
      line += halfBlocks[code.get(x, y) ? 1 : 0]?.[code.get(x, y + 1) ? 1 : 0];
    }
    lines.push(`${blackOnWhite}${line}${plain}`);
  }
  return lines;
};

/** [upper half dark][lower half dark] */
const halfBlocks = [
  [' ', '▄'],
  ['▀', '█'],
] as const;
