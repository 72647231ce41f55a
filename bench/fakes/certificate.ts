import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

export type Certificate = { readonly keyFile: string; readonly certificateFile: string };

/** A self-signed certificate (RSA, 2048 bits) for 127.0.0.1; undefined where there is no openssl. */
export const makeCertificate = (folder: string): Certificate | undefined => {
  mkdirSync(folder, { recursive: true });
  const keyFile = join(folder, 'key.pem');
  const certificateFile = join(folder, 'certificate.pem');
  const { status } = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'],
    ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', keyFile, '-out', certificateFile],
  ]);
  return status === 0 ? { keyFile, certificateFile } : undefined;
};
