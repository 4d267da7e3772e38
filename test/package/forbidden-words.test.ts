import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { projectFiles, root } from '../support/source-files.ts'

/** One letter of each is in brackets, so that this file doesn't hold them itself. */
const rules: readonly { words: RegExp; why: string; allowedIn?: RegExp }[] = [
  { words: /\/\/(?:regi[s]try|n[p]m)\.|n[p]mjs\.(?:org|com)|yarn[p]kg\.com|\/\/j[s]r\.io/i, why: 'a registry host' },
  { words: /(?<![\w.-])\/(?:wor[k]|ro[o]t|hom[e]\/\w+)\//, why: "a path of somebody's machine" },
  { words: /shared\/conform[a]nce/, why: 'the recorded runs stand outside the project', allowedIn: /^(\.ci\/|conformance\/)/ },
  { words: /\b(?:T[O]DO|F[I]XME|X[X]X)\b/, why: 'a note to oneself' },
]

test('no file names a registry host, a path of a machine or unfinished work', () => {
  const files = projectFiles().filter((file) => !/\.(png|jpg|ico|woff2?|sqlite3?)$/.test(file))
  const found = files.flatMap((file) => {
    const lines = readFileSync(root + file, 'utf8').split('\n')
    return rules.flatMap(({ words, why, allowedIn }) =>
      allowedIn?.test(file)
        ? []
        : lines.flatMap((line, at) => (words.test(line) ? [`${file}:${at + 1}: ${why}: ${line.trim().slice(0, 120)}`] : [])),
    )
  })
  expect(found).toEqual([])
})
