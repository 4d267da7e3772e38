import { describe, expect, it } from 'vitest'
import { DjustError } from '../../src/error.ts'
import { builtinFilters } from '../../src/language/filters/builtin-filters.ts'
import { humanizeFilters } from '../../src/language/filters/humanize.ts'
import { renderSettings } from '../../src/render/settings.ts'

/** Pieces that, repeated, make careless scanners and regular expressions go back over the text again and again. */
const pieces = ['<', '<a ', '<a b="', "<a b='x\" ", '<b a=">"', '<!--', '<![CDATA[', '</a', '<?', '&', '&#1', '&amp', '<script>', '<<a>', '(', ').', ';', '&;', 'a@', 'a.', 'www.', '.com', ' ', '\t', '\n', ' a', "a'B", 'Σ.', '- ', '%4', '\u0301', '🎉', '9', '1_', '1_0'] // prettier-ignore
const length = 60_000

const argumentOf: Readonly<Record<string, unknown>> = {
  add: 1,
  center: 10,
  cut: 'a',
  dictsort: 'a',
  dictsortreversed: 'a',
  divisibleby: 2,
  get_digit: 3,
  join: ',',
  ljust: 10,
  rjust: 10,
  slice: '1:',
  stringformat: 's',
  truncatechars: length / 2,
  truncatechars_html: length / 2,
  truncatewords: length / 2,
  truncatewords_html: length / 2,
  urlizetrunc: 10,
  wordwrap: 20,
}

describe('filters of hostile text', () => {
  const context = { settings: renderSettings({ values: 'python' }), autoescape: true }

  it.each([...builtinFilters, ...humanizeFilters])('$name takes time in proportion to the text', (filter) => {
    for (const piece of pieces) {
      for (const end of ['', '>']) {
        const text = piece.repeat(length / piece.length) + end
        const start = performance.now()
        try {
          filter.apply(text, argumentOf[filter.name], context)
        } catch (error) {
          // Refused by name, as Django does, is as good.
          expect(error).toBeInstanceOf(DjustError)
        }
        // Ordinary times are some milliseconds; a quadratic scan of this text takes minutes.
        expect(performance.now() - start, `${JSON.stringify(piece)} … ${end}`).toBeLessThan(3000)
      }
    }
  })
})
