/** An authority and certificates for one test, made by openssl: Node can sign but not make any. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificates {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

export function hasOpenssl(): boolean {
  return spawnSync('openssl', ['version']).status === 0;
}

/** Makes a new authority in `folder`, named `name`, and a certificate for loopback signed by it. */
export function makeCertificates(folder: string, name: string): Certificates {
  const path = (file: string): string => join(folder, `${name}-${file}`);
  const days = ['-days', '2'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...curve,
    ...days,
    '-subj',
    `/CN=${name}`,
    '-keyout',
    path('ca.key'),
    '-out',
    path('ca.pem'),
  );
  openssl(
    'req',
    ...curve,
    '-subj',
    '/CN=server',
    '-keyout',
    path('key.pem'),
    '-out',
    path('request'),
  );
  writeFileSync(path('extensions'), 'subjectAltName = IP:127.0.0.1, DNS:localhost\n');
  openssl(
    ...['x509', '-req', ...days, '-in', path('request'), '-extfile', path('extensions')],
    ...[
      '-CA',
      path('ca.pem'),
      '-CAkey',
      path('ca.key'),
      '-CAcreateserial',
      '-out',
      path('cert.pem'),
    ],
  );
  return { caFile: path('ca.pem'), certFile: path('cert.pem'), keyFile: path('key.pem') };
}

function openssl(...args: string[]): void {
  const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
}
