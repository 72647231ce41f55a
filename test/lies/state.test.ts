import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPhone, plain } from '../h5/browser.ts';
import { atRedirectDoor, type Genuine, queryOf, redirectParts, report } from './callbacks.ts';
import { printNumbers } from './numbers.ts';
import {
  type Parsed,
  php,
  type QueryParser,
  semicolonServlet,
  servlet,
  uniApp,
  urlSearchParams,
} from './query-parsers.ts';
import { stateVectors } from './state-vectors.ts';
import { alice, settings, startTwoDoors, type TwoDoors } from './two-doors.ts';

type Result = 'confirmed' | 'cancelled' | 'invalid';
type Return = {
  readonly target: string;
  readonly state: string;
  readonly result: Result;
  readonly location: string;
  /** The part that is ours with the target's own parameters: of the fragment where there is one. */
  readonly query: string;
};

let doors: TwoDoors;
let returns: readonly Return[] = [];
const targets = Object.keys(settings.returnTargets);

const arrivals = async (genuine: Genuine): Promise<readonly (readonly [Result, string])[]> => {
  const { openid: _, ...cancel } = { ...genuine.fields, action: 'cancel' };
  const send = async (parts = redirectParts(genuine)) =>
    (await doors.call('GET /consent/{state+}', parts)).location;
  return [
    ['cancelled', await send(redirectParts(genuine, { query: queryOf(cancel) }))],
    ['invalid', await send(redirectParts(genuine, { cookies: [] }))],
    ['confirmed', (await report(doors, genuine)).location],
  ];
};

beforeAll(async () => {
  doors = await startTwoDoors();
  const made: Return[] = [];
  for (const target of targets) {
    for (const state of stateVectors) {
      for (const [result, location] of await arrivals(
        await atRedirectDoor(doors, { target, state }),
      )) {
        made.push({
          target,
          state,
          result,
          location,
          query: location.slice(location.lastIndexOf('?') + 1),
        });
      }
    }
  }
  returns = made;
});
afterAll(() => doors.close());

const counted: Record<string, number> = {};
afterAll(() => printNumbers('state', counted));

/** A page's or server's reading must be exactly what we said, with the state as one value of its own. */
const faultOf = (
  { state, result }: Return,
  parsed: Parsed,
  own: Readonly<Record<string, string>>,
  stateRead = state,
): string | undefined => {
  const receipt = parsed.get('receipt')?.[0];
  const expected: Record<string, string> = {
    ...own,
    yici: result,
    scene: '1001',
    ...(result === 'confirmed' ? { receipt: receipt ?? 'missing' } : {}),
    state: stateRead,
  };
  const got = Object.fromEntries([...parsed].map(([name, values]) => [name, values.join(' AND ')]));
  if (receipt !== undefined && !/^[A-Za-z0-9_-]{100,}$/.test(receipt)) return `receipt ${receipt}`;
  return JSON.stringify(Object.entries(got).sort()) ===
    JSON.stringify(Object.entries(expected).sort())
    ? undefined
    : JSON.stringify(got);
};

const ownParameters: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  query: { lang: 'zh', id: '7' },
  both: { id: '7' },
};

const readAll = (parse: QueryParser, stateAsRead: (state: string) => string = (state) => state) =>
  returns.flatMap((each) => {
    const own = ownParameters[each.target] ?? {};
    const fault = faultOf(each, parse(each.query), own, stateAsRead(each.state));
    return fault === undefined ? [] : [`${each.target} ${JSON.stringify(each.state)}: ${fault}`];
  });

const decodedAgain = (state: string): string => {
  try {
    return decodeURIComponent(state);
  } catch {
    return state;
  }
};

describe('nothing in state can forge, hide or precede what we say', () => {
  test('there are at least sixty vectors for each kind of target', () => {
    expect(stateVectors.length).toBeGreaterThanOrEqual(60);
    expect(new Set(stateVectors).size).toBe(stateVectors.length);
    expect(stateVectors.filter((state) => Buffer.byteLength(state) > 256)).toEqual([]);
    expect(returns.length).toBe(stateVectors.length * targets.length * 3);
    counted['vectors'] = stateVectors.length;
    counted['targets'] = targets.length;
    counted['returns'] = returns.length;
  });

  test.each<[string, QueryParser, ((state: string) => string)?]>([
    ['URLSearchParams', urlSearchParams],
    ["PHP's rules", php],
    ['a servlet', servlet],
    ['a server that takes ; for &', semicolonServlet],
    // which decodes once too often: the state alone may suffer from it
    ['uni-app', uniApp, decodedAgain],
  ])('as %s reads it', (name, parse, stateAsRead) => {
    expect(readAll(parse, stateAsRead).slice(0, 5)).toEqual([]);
    counted[`readings by ${name}`] = returns.length;
  });

  test("as the browser kit's readConsent reads it", () => {
    const wrong = returns.flatMap(({ target, state, result, location }) => {
      const page = createPhone().openTab().load(location);
      const consent = plain(page.kit.readConsent());
      const { receipt, ...rest } = consent as Readonly<Record<string, unknown>>;
      const right =
        JSON.stringify(Object.entries(rest).sort()) ===
          JSON.stringify(Object.entries({ door: 'redirect', result, scene: 1001, state }).sort()) &&
        (receipt === undefined) === (result !== 'confirmed');
      // the state may hold words of ours; its address bar must hold nothing of it any more
      const cleaned = page.href() === (settings.returnTargets[target] ?? '');
      return right && cleaned
        ? []
        : [`${target} ${JSON.stringify(state)}: ${JSON.stringify(consent)} ${page.href()}`];
    });

    expect(wrong.slice(0, 5)).toEqual([]);
    counted['readings by the kit'] = returns.length;
  });

  test('as it stands in the address: our parameters first, each once, the state last and one word', () => {
    const wrong = returns.filter(({ target, result, location }) => {
      const base = settings.returnTargets[target] ?? '';
      const rest = location.startsWith(base) ? location.slice(base.length) : '';
      const receipt = result === 'confirmed' ? '&receipt=[A-Za-z0-9_-]+' : '';
      return !new RegExp(
        `^[?&]yici=${result}&scene=1001${receipt}&state=[A-Za-z0-9%_.!~*'()-]*$`,
      ).test(rest);
    });

    expect(wrong.slice(0, 5)).toEqual([]);
  });

  test('and what the receipt says is the state as it was given', async () => {
    const wrong: string[] = [];
    for (const { state, result, query } of returns) {
      if (result !== 'confirmed') continue;
      const receipt = new URLSearchParams(query).get('receipt');
      const { body } = await doors.call('POST /v1/receipts', { body: { receipt } });
      const opened = JSON.parse(body);
      if (opened.callerState !== state || opened.openid !== alice) wrong.push(`${state}: ${body}`);
    }

    expect(wrong.slice(0, 5)).toEqual([]);
  });
});

test('a state that stands in the query unencoded ends at the first ampersand', async () => {
  for (const raw of [
    'x&yici=confirmed&scene=1&receipt=forged',
    'x&return=query',
    'x&state[]=y&%00=z',
  ]) {
    const { location, status } = await doors.call('GET /subscribe', {
      query: `scene=1001&return=plain&state=${raw.replace('scene', 'SCENE').replace('return', 'RETURN')}`,
    });
    const segment = new URL(new URL(location).searchParams.get('redirect_url') ?? '').pathname;

    expect(status).toBe(302);
    expect(Buffer.from(segment.replace('/consent/', ''), 'base64url').toString()).toBe('plain:x');
  }
});

test.each([
  ['half a surrogate', '%ED%A0%80'],
  ['half a surrogate as text', '\ud800'],
  ['257 bytes', 'x'.repeat(257)],
  ['86 characters of three bytes', encodeURIComponent('课'.repeat(86))],
  ['no UTF-8', '%ff'],
  ['broken encoding', '%zz'],
])('a state of %s makes no link', async (_, raw) => {
  const { status, location } = await doors.call('GET /subscribe', {
    query: `scene=1001&return=plain&state=${raw}`,
  });

  expect({ status, location }).toEqual({ status: 400, location: '' });
});

describe('the parsers that stand in for others', () => {
  const awkward = [
    'a=1&a=2',
    'a.b=1&a b=2&a+b=3&a_b=4',
    '+a=1& b=2&%20c=3',
    'a[]=1&b[x]=2&c[=3&d]=4&e[f=5',
    'a%00b=1&%00=2&a=%00',
    '=1&&=&a&b=',
    'a=%&b=%4&c=%zz&d=%41%4',
    'a=b=c&d==',
    'a%5B%5D=1&a.=2',
    'a=1;b=2',
  ];
  const hasPhp = spawnSync('php', ['-v']).status === 0;

  test.runIf(hasPhp)("PHP's rules are those of PHP itself", () => {
    const queries = [...returns.map(({ query }) => query), ...awkward];
    const program =
      'foreach (json_decode(stream_get_contents(STDIN)) as $q) { parse_str($q, $o); $r[] = (object) $o; } echo json_encode($r, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE);';
    const { stdout, stderr, status } = spawnSync('php', ['-n', '-r', program], {
      input: JSON.stringify(queries),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    const real = JSON.parse(stdout) as readonly Readonly<Record<string, unknown>>[];

    const wrong = queries.filter((query, at) => {
      const ours = Object.fromEntries([...php(query)].map(([name, [first]]) => [name, first]));
      const theirs = Object.fromEntries(
        Object.entries(real[at] ?? {}).map(([name, value]) => [
          name,
          typeof value === 'string' ? value : ours[name],
        ]),
      );
      return (
        JSON.stringify(Object.entries(ours).sort()) !==
        JSON.stringify(Object.entries(theirs).sort())
      );
    });

    expect(wrong.slice(0, 5)).toEqual([]);
    counted['queries read by PHP itself'] = queries.length;
  });

  const hasJava = spawnSync('java', ['-version']).status === 0;

  test.runIf(hasJava)(
    "a servlet's rules are those of Java's own URLDecoder",
    () => {
      const queries = [...returns.map(({ query }) => query), ...awkward];
      const program = join(import.meta.dirname, 'fixtures', 'ReadQuery.java');
      const { stdout, status } = spawnSync('java', [program], {
        input: queries.join('\n'),
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
      });
      expect(status).toBe(0);
      const real = stdout.split('\n').map((line) => line.split(' ').filter((pair) => pair !== ''));

      const hex = (text: string) => Buffer.from(text).toString('hex');
      const wrong = queries.filter((query, at) => {
        const ours = [...servlet(query)].flatMap(([name, values]) =>
          values.map((value) => `${hex(name)}=${hex(value)}`),
        );
        return JSON.stringify(ours.sort()) !== JSON.stringify([...(real[at] ?? [])].sort());
      });

      expect(wrong.slice(0, 5)).toEqual([]);
      counted['queries read by Java itself'] = queries.length;
    },
    60_000,
  );

  test.each<[string, QueryParser, string | undefined]>([
    ['URLSearchParams', urlSearchParams, '1'],
    ['PHP', php, '2'],
    ['a servlet', servlet, '1'],
    ['uni-app', uniApp, '1'],
  ])('%s has its own idea of which of two values counts', (_, parse, first) => {
    expect(parse('yici=1&yici=2').get('yici')?.[0]).toBe(first);
  });

  test('each would see a forgery if the state were not encoded', () => {
    for (const parse of [urlSearchParams, php, servlet, semicolonServlet, uniApp]) {
      const parsed = parse('yici=cancelled&scene=1001&state=x&yici=confirmed');
      expect(parsed.get('yici')).toHaveLength(2);
    }
  });
});
