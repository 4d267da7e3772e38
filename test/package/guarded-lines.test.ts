import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { guardedLines } from '../../scripts/guarded-lines.ts'

const root = join(import.meta.dirname, '../..')

test.each(guardedLines)('the mutation check finds its line: $guards', ({ file, line, tests }) => {
  expect(readFileSync(join(root, file), 'utf8').split(line)).toHaveLength(2)
  expect(tests.filter((name) => !existsSync(join(root, name)))).toEqual([])
})
