import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { root } from '../support/source-files.ts'

const { exports } = JSON.parse(readFileSync(root + 'package.json', 'utf8')) as { exports: Record<string, string | Record<string, string>> }
const subpaths = Object.keys(exports).filter((subpath) => subpath !== './package.json')

/** What the package offers at run time: adding a name is easy, taking one away breaks somebody. */
test.each(subpaths)('the export list of %s', async (subpath) => {
  const module = (await import(subpath.replace('.', 'djust'))) as object
  await expect(`${Object.keys(module).toSorted().join('\n')}\n`).toMatchFileSnapshot(
    `exports/${subpath === '.' ? 'djust' : subpath.slice(2)}.txt`,
  )
})

test('every subpath stands for one source file and its two built ones', () => {
  for (const subpath of subpaths) {
    const source = (exports[subpath] as Record<string, string>)['djust-source'] ?? ''
    const built = source.replace('./src/', './dist/').replace(/\.ts$/, '')
    expect(exports[subpath]).toEqual({ 'djust-source': source, types: `${built}.d.ts`, default: `${built}.js` })
  }
})
