import { fc } from '../support/properties.ts'
import { expect, test } from 'vitest'
import { printTokens, tokenize } from '../../src/template/tokenize.ts'

const pieces = fc.constantFrom(
  '{{',
  '}}',
  '{%',
  '%}',
  '{#',
  '#}',
  '{',
  '}',
  '%',
  '\n',
  ' ',
  'a',
  '"',
  "'",
  'verbatim',
  'endverbatim',
  '{% verbatim %}',
  '{% endverbatim %}',
  'é',
)
const sources = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''))

test('tokens tile the source, and text is what stands there', () => {
  fc.assert(
    fc.property(sources, (source) => {
      let at = 0
      for (const token of tokenize(source)) {
        expect(token.start).toBe(at)
        expect(token.end).toBeGreaterThan(at)
        expect(source.slice(token.contentStart, token.contentStart + token.content.length)).toBe(token.content)
        if (token.kind === 'text') expect(token.content).toBe(source.slice(token.start, token.end))
        at = token.end
      }
      expect(at).toBe(source.length)
    }),
    { numRuns: 2000 },
  )
})

test('markup that does not close on its line is text', () => {
  expect(printTokens(tokenize('a {{ b\n}} {% c %}'))).toBe('0-10 text "a {{ b\\n}} "\n10-17 tag "c"')
})

test('markup closes at the first closing of its kind', () => {
  expect(printTokens(tokenize('{{{ x }}}{# {{ y }} #}'))).toBe('0-8 variable "{ x"\n8-9 text "}"\n9-22 comment "{{ y }}"')
})

test('verbatim keeps markup up to the end of its own name', () => {
  const kinds = tokenize('{% verbatim a %}{{ x }}{% endverbatim %}{% endverbatim a %}{{ y }}').map((token) => token.kind)
  expect(kinds).toEqual(['tag', 'text', 'tag', 'variable'])
})

test('a source of openings that never close takes no longer than its length says', () => {
  const time = (length: number): number => {
    const source = '{%{{{#'.repeat(length)
    const start = performance.now()
    expect(tokenize(source)).toHaveLength(1)
    return performance.now() - start
  }
  time(10_000)
  expect(time(200_000)).toBeLessThan(1000)
})
