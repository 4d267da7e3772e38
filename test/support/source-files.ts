import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** The repository's root, ending in a slash. */
export const root = join(import.meta.dirname, '../..') + '/'

const generated = new Set(['node_modules', 'dist', 'coverage'])

/** Every file of the project below a folder, as sorted paths from the root; of hidden folders only .ci. */
export function projectFiles(folder = ''): string[] {
  const found: string[] = []
  for (const entry of readdirSync(root + folder, { withFileTypes: true })) {
    // A worktree has a file named .git.
    if (entry.name.startsWith('.scratch') || entry.name === '.git') continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!generated.has(entry.name) && (entry.name === '.ci' || !entry.name.startsWith('.'))) found.push(...projectFiles(path))
    } else found.push(path)
  }
  return found.toSorted()
}

export interface Import {
  readonly specifier: string
  /** Erased when the file runs. */
  readonly typeOnly: boolean
}

/** What a TypeScript file imports or re-exports, dynamic imports of constant names too. */
export function importsOf(file: string): Import[] {
  const code = readFileSync(root + file, 'utf8').replace(/^\s*(?:\/\*[\s\S]*?\*\/|\/\/.*)$/gm, '')
  const statements = /^(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"\n]+)['"]/gm
  const dynamic = /\bimport\(\s*['"]([^'"\n]+)['"]/g
  return [
    ...Array.from(code.matchAll(statements), (match) => ({ specifier: match[2] ?? '', typeOnly: match[1] !== undefined })),
    ...Array.from(code.matchAll(dynamic), (match) => ({ specifier: match[1] ?? '', typeOnly: false })),
  ]
}

/** The path from the root that a relative specifier of a file means. */
export function resolveImport(file: string, specifier: string): string {
  return relative(root, join(root, file, '..', specifier))
}
