import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { root } from '../support/source-files.ts'

const docs = readFileSync(root + 'docs/extraction.md', 'utf8')
const examples = Array.from(docs.matchAll(/^```ts\n([^]*?)^```$/gm), ([, code = '']) => code)

test.each(examples.map((code) => [code.match(/extract\w+\(.*/)?.[0] ?? code, code] as const))(
  'the docs show what it prints: %s',
  (_, code) => {
    const args = ['-C', 'djust-source', '--input-type=module-typescript', '--eval', code]
    const output = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
    const comments = code.split('\n').flatMap((line) => (line.startsWith('//') ? [line.replace(/^\/\/ ?/, '')] : []))
    expect(comments.length).toBeGreaterThan(0)
    expect(output).toBe(`${comments.join('\n')}\n`)
  },
)
