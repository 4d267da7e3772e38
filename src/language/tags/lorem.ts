import type { Expression } from '../../template/ast.ts'
import { toSmallInteger } from '../../value/to-number.ts'
import { defineTag } from '../tag-definition.ts'

interface Lorem {
  readonly count: Expression | null
  readonly method: 'w' | 'p' | 'b'
  readonly common: boolean
}

/** `{% lorem 3 w random %}`: filler text by words, HTML paragraphs (`p`) or plain ones (`b`). */
export const loremTag = defineTag<Lorem>({
  name: 'lorem',
  parse(parser) {
    const words = [...parser.words]
    const common = words.at(-1)?.text !== 'random'
    if (!common) words.pop()
    const unit = words.at(-1)?.text
    const method = unit === 'w' || unit === 'p' || unit === 'b' ? unit : 'b'
    if (unit === method) words.pop()
    const count = words.length > 1 ? words.pop() : undefined
    if (words.length !== 1) throw parser.error("Incorrect format for 'lorem' tag", parser.span, 'Write {% lorem 3 p %}.')
    return { count: count ? parser.expression(count) : null, method, common }
  },
  flow({ count }, flow) {
    if (count) flow.output(flow.evaluate(count))
  },
  emit({ count, method, common }, emitter) {
    const number = count ? emitter.value(count) : emitter.literal(1)
    emitter.raw(emitter.call(lorem, number, emitter.literal(method), emitter.literal(common)))
  },
})

function lorem(given: unknown, method: Lorem['method'], common: boolean): string {
  const count = toSmallInteger(given) ?? 1
  if (method === 'w') return wordsOf(count, common).join(' ')
  const paragraphs = Array.from({ length: Math.min(Math.max(count, 0), mostParagraphs) }, (_, i) =>
    common && i === 0 ? commonParagraph : paragraph(),
  )
  return paragraphs.map((text) => (method === 'p' ? `<p>${text}</p>` : text)).join('\n\n')
}

// More than any page shows; a count from a context could ask for gigabytes.
const mostWords = 10_000
const mostParagraphs = 1000

function wordsOf(count: number, common: boolean): readonly string[] {
  const first = common ? commonWords : []
  if (count <= first.length) return first.slice(0, count)
  return [...first, ...Array.from({ length: Math.min(count, mostWords) - first.length }, () => pick(vocabulary))]
}

function paragraph(): string {
  let text = sentence()
  for (let more = between(0, 3); more > 0; more--) text += ` ${sentence()}`
  return text
}

function sentence(): string {
  let text = section(pick(capitalized))
  for (let more = between(0, 4); more > 0; more--) text += `, ${section(pick(vocabulary))}`
  return text + pick(['?', '.', '.'])
}

function section(first: string): string {
  let text = first
  for (let more = between(2, 11); more > 0; more--) text += ` ${pick(vocabulary)}`
  return text
}

function between(least: number, greatest: number): number {
  return least + Math.floor(Math.random() * (greatest - least + 1))
}

function pick(texts: readonly string[]): string {
  return texts[Math.floor(Math.random() * texts.length)] ?? ''
}

const commonParagraph =
  'Lorem ipsum dolor sit amet, consectetur adipisicing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. ' +
  'Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat. ' +
  'Duis aute irure dolor in reprehenderit in voluptate velit esse cillum dolore eu fugiat nulla pariatur. ' +
  'Excepteur sint occaecat cupidatat non proident, sunt in culpa qui officia deserunt mollit anim id est laborum.'

const commonWords = commonParagraph.toLowerCase().split('.')[0]?.replaceAll(',', '').split(' ') as string[]

const vocabulary = [...new Set(commonParagraph.toLowerCase().replaceAll(/[.,]/g, '').split(' '))]
const capitalized = vocabulary.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
