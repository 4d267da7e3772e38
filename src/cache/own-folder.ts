import type { Stats } from 'node:fs'
import { lstat, readlink } from 'node:fs/promises'
import { isAbsolute, join, parse, sep } from 'node:path'

/** More links on the way than the system itself would follow. */
const mostLinks = 40

/**
 * Whether none but the user who runs this process, and root, can write in a folder or put another one in its place. False
 * where the system can't say, as Windows. Throws where there is no folder.
 */
export async function isOwnFolder(path: string): Promise<boolean> {
  const own = process.getuid?.()
  if (own === undefined) return false
  const { root } = parse(path)
  const isOwn = ({ uid }: Stats): boolean => uid === own || uid === 0
  let at = root
  let links = 0
  let names = namesOf(path)
  for (;;) {
    const folder = await lstat(at)
    const [name, ...rest] = names
    if (!isOwn(folder)) return false
    const canOthersWrite = (folder.mode & 0o022) !== 0
    if (name === undefined) return folder.isDirectory() && !canOthersWrite
    // In a sticky folder, such as /tmp, each can replace only what is his own.
    if (canOthersWrite && (folder.mode & 0o1000) === 0) return false
    const next = await lstat(join(at, name))
    if (!next.isSymbolicLink()) {
      at = join(at, name)
      names = rest
      continue
    }
    // Followed here: the folder that a link stands in counts as much as the one it leads to.
    if (!isOwn(next) || ++links > mostLinks) return false
    const target = await readlink(join(at, name))
    if (isAbsolute(target)) at = root
    names = [...namesOf(target), ...rest]
  }
}

function namesOf(path: string): string[] {
  return path.split(sep).filter((name) => name !== '')
}
