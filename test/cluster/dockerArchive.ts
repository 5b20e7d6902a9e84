import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runCommand } from './command.ts';

/** What a container of an image runs unless its pod says something else. */
export interface ImageConfig {
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  readonly WorkingDir?: string;
}

/** A file tree that becomes an image of one layer. */
export interface Image {
  /** Repository and tag. */
  readonly reference: string;
  readonly config: ImageConfig;
  /** The folder that holds the file tree. */
  readonly rootFolder: string;
}

/** Debian's names of processor architectures are not those of images. */
const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64' };

/**
 * Writes an image as `docker save` would: manifest.json, a config, one layer (the format is described by the Docker
 * image specification 1.2). The same tree gives the same bytes.
 */
export async function writeDockerArchive(image: Image, archive: string): Promise<void> {
  const work = `${archive}-parts`;
  mkdirSync(work, { recursive: true });
  const layer = join(work, 'layer.tar');
  const sameBytes = [
    '--sort=name',
    '--mtime=@0',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '--format=gnu',
  ];
  await runCommand(['tar', '--create', '--file', layer, ...sameBytes, '-C', image.rootFolder, '.']);
  const layerDigest = createHash('sha256');
  await pipeline(createReadStream(layer), layerDigest);
  const config = JSON.stringify({
    architecture: architectures[process.arch] ?? process.arch,
    os: 'linux',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      WorkingDir: '/',
      ...image.config,
    },
    rootfs: { type: 'layers', diff_ids: [`sha256:${layerDigest.digest('hex')}`] },
  });
  const configName = `${createHash('sha256').update(config).digest('hex')}.json`;
  writeFileSync(join(work, configName), config);
  const manifest = [{ Config: configName, RepoTags: [image.reference], Layers: ['layer.tar'] }];
  writeFileSync(join(work, 'manifest.json'), JSON.stringify(manifest));
  const members = ['manifest.json', configName, 'layer.tar'];
  await runCommand([
    'tar',
    '--create',
    '--file',
    `${archive}.unfinished`,
    ...sameBytes,
    '-C',
    work,
    ...members,
  ]);
  await runCommand(['rm', '-r', work]);
  renameSync(`${archive}.unfinished`, archive);
}
