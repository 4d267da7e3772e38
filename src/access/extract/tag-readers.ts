import { scanCondition } from './scan-condition.ts'
import type { TagScanner } from './tag-scanner.ts'

/** Scans one tag; false where it is not of the common form, or wrong. */
type TagReader = (tag: TagScanner) => boolean

/** The tags that are scanned without the parser. */
export const tagReaders: ReadonlyMap<string, TagReader> = new Map<string, TagReader>([
  ['if', (tag) => scanCondition(tag, 1) && tag.opens('if')],
  ['elif', (tag) => (tag.innermost === 'if' ? scanCondition(tag, 1) : tag.unknown('elif'))],
  ['else', readElse],
  ['endif', (tag) => tag.words.count === 1 && tag.closes('if', 'if else')],
  ['for', readFor],
  ['empty', (tag) => (tag.innermost === 'for' ? tag.words.count === 1 && tag.turns('for empty') : tag.unknown('empty'))],
  ['endfor', (tag) => tag.closes('for', 'for empty')],
  ['with', readWith],
  ['endwith', (tag) => tag.closes('with')],
  ['block', (tag) => tag.words.count === 2 && tag.opensNamed(tag.words.text(1))],
  ['endblock', (tag) => tag.words.count <= 2 && tag.closesNamed(tag.words.count === 2 ? tag.words.text(1) : null)],
  ['include', readInclude],
  ['load', () => true],
  ['csrf_token', () => true],
  ['debug', () => true],
  ['autoescape', (tag) => tag.words.count === 2 && (tag.words.is(1, 'on') || tag.words.is(1, 'off')) && tag.opens('autoescape')],
  ['endautoescape', (tag) => tag.closes('autoescape')],
  ['spaceless', (tag) => tag.opens('spaceless')],
  ['endspaceless', (tag) => tag.closes('spaceless')],
  ['ifchanged', (tag) => tag.expressionsIn(1, tag.words.count) && tag.opens('ifchanged')],
  ['endifchanged', (tag) => tag.closes('ifchanged', 'ifchanged else')],
  ['cycle', readCycle],
  ['firstof', (tag) => tag.words.count > 1 && tag.expressionsIn(1, beforeAs(tag, 1))],
  ['now', ({ words }) => words.count === 2 || (words.count === 4 && words.is(2, 'as'))],
  ['regroup', readRegroup],
  ['static', (tag) => (tag.words.count === 2 || (tag.words.count === 4 && tag.words.is(2, 'as'))) && tag.expression(1)],
  ['blocktrans', (tag) => opensTranslation(tag, 'blocktrans')],
  ['endblocktrans', (tag) => tag.closes('blocktrans', 'blocktrans plural')],
  ['blocktranslate', (tag) => opensTranslation(tag, 'blocktranslate')],
  ['endblocktranslate', (tag) => tag.closes('blocktranslate', 'blocktranslate plural')],
  ['plural', readPlural],
  ['url', readUrl],
  ['widthratio', (tag) => (tag.words.count === 4 || (tag.words.count === 6 && tag.words.is(4, 'as'))) && tag.expressionsIn(1, 4)],
])

function readElse(tag: TagScanner): boolean {
  const { innermost, words } = tag
  if (innermost !== 'if' && innermost !== 'ifchanged') return tag.unknown('else')
  return words.count === 1 && tag.turns(`${innermost} else`)
}

function opensTranslation(tag: TagScanner, block: 'blocktrans' | 'blocktranslate'): boolean {
  tag.looseWords(block)
  return tag.opens(block)
}

function readPlural(tag: TagScanner): boolean {
  const { innermost } = tag
  return innermost === 'blocktrans' || innermost === 'blocktranslate' ? tag.turns(`${innermost} plural`) : tag.unknown('plural')
}

function readFor(tag: TagScanner): boolean {
  const { words } = tag
  const last = words.count - (words.is(words.count - 1, 'reversed') ? 2 : 1)
  if (last < 3 || !words.is(last - 1, 'in')) return false
  // One name is a word without commas, most times.
  if (last > 3 || !words.isName(1)) {
    const names = words.through(1, last - 2).split(/ *, */)
    if (names.some((name) => name === '' || /[\s"'|]/.test(name))) return false
  }
  return tag.expression(last) && tag.opens('for')
}

function readWith(tag: TagScanner): boolean {
  const { words } = tag
  const legacy = words.count === 4 && words.is(2, 'as') && words.valueStart(1) === words.start(1)
  const right = legacy ? tag.expression(1) : words.count > 1 && tag.bindings(1) === words.count
  return right && tag.opens('with')
}

function readInclude(tag: TagScanner): boolean {
  const { words } = tag
  if (words.count < 2 || !tag.template(1)) return false
  let word = 2
  if (word < words.count && words.is(word, 'with')) {
    const end = tag.bindings(word + 1)
    if (end <= word + 1) return false
    word = end
  }
  return word === words.count || (word === words.count - 1 && words.is(word, 'only'))
}

function readCycle(tag: TagScanner): boolean {
  const { words } = tag
  const { count } = words
  // One word is the name of another cycle, and has to be known.
  if (count < 3) return false
  if (count < 5) return tag.expressionsIn(1, count)
  if (words.is(count - 3, 'as')) return words.is(count - 1, 'silent') && tag.expressionsIn(1, count - 3)
  return tag.expressionsIn(1, words.is(count - 2, 'as') ? count - 2 : count)
}

function readRegroup(tag: TagScanner): boolean {
  const { words } = tag
  if (words.count !== 6 || !words.is(2, 'by') || !words.is(4, 'as') || !/^[a-z]\w*$/i.test(words.text(5))) return false
  return tag.expressions.scanWithKey(words.start(1), words.endOf(1), words.start(3), words.endOf(3))
}

function readUrl(tag: TagScanner): boolean {
  const { words } = tag
  if (words.count < 2 || !tag.expression(1)) return false
  const end = beforeAs(tag, 2)
  for (let word = 2; word < end; word++) if (!tag.expressions.scan(words.valueStart(word), words.endOf(word))) return false
  return true
}

/** The end of the words from `from` on, without `as name`. */
function beforeAs({ words }: TagScanner, from: number): number {
  const { count } = words
  return count - from >= 2 && words.is(count - 2, 'as') ? count - 2 : count
}
