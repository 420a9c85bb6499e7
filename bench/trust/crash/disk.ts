/**
 * A disk whose power can be cut: an ext4 image behind a loop device. What has been sent to the device is in the image;
 * what still waits in the memory of the machine is not. A copy of the image is what the disk holds after a cut.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childrenOf, postmasterOf } from './strike.ts';

const env = { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` };
const command = (name: string, ...args: string[]) =>
  execFileSync(name, args, { stdio: ['ignore', 'ignore', 'pipe'], env });

export interface Disk {
  readonly image: string;
  /** Where it is mounted. */
  readonly folder: string;
  readonly unmount: () => void;
}

function mount(image: string, folder: string): Disk {
  mkdirSync(folder, { recursive: true });
  command('mount', '-o', 'loop', image, folder);
  return { image, folder, unmount: () => void command('umount', folder) };
}

/** A fresh disk of so many megabytes, which take room only as they are used. */
export function makeDisk(parent: string, name: string, megabytes: number): Disk {
  const image = join(parent, `${name}.img`);
  const open = openSync(image, 'w');
  ftruncateSync(open, megabytes * 1024 * 1024);
  closeSync(open);
  command('mkfs.ext4', '-q', '-F', image);
  return mount(image, join(parent, name));
}

/** Why no disk can be made here, or null. */
export function whyNoDisk(): string | null {
  if (process.getuid?.() !== 0) return 'root, to mount an ext4 image';
  if (!existsSync('/dev/loop-control')) return 'a loop device';
  const folder = mkdtempSync(join(tmpdir(), 'candour-disk-'));
  try {
    makeDisk(folder, 'trial', 16).unmount();
    return null;
  } catch (error) {
    return `mkfs.ext4 and the right to mount an image (${(error as Error).message.split('\n')[0]})`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const signal = (pids: readonly number[], name: 'SIGSTOP' | 'SIGCONT') => {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      /* it has ended */
    }
  }
};

/**
 * Takes the copy. PostgreSQL stands still for these milliseconds, as it would with the power gone: a copy takes time, and
 * no disk ever held its beginning of one moment and its end of another. `atCut` is called when no more can be acknowledged.
 */
export async function copyAtCut(disk: Disk, place: string, copy: string, atCut: () => void): Promise<void> {
  const postmaster = postmasterOf(place) ?? 0;
  const all = [postmaster, ...childrenOf(postmaster)].filter((pid) => pid > 0);
  signal(all, 'SIGSTOP');
  try {
    // What was answered before is still on its way to us.
    await new Promise((heard) => setTimeout(heard, 50));
    atCut();
    command('cp', '--sparse=always', disk.image, copy);
  } finally {
    signal(all, 'SIGCONT');
  }
}

/** Mounts a copy, as the machine does when the power is back. */
export const mountCopy = (copy: string, folder: string): Disk => mount(copy, folder);
