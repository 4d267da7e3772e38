import type { Expression } from '../../template/ast.ts'
import type { TagParser } from '../../template/tag-syntax.ts'
import { defineTag } from '../tag-definition.ts'

interface Cycle {
  readonly values: readonly Expression[]
  readonly name: string | null
  readonly silent: boolean
}

/** `{% cycle a b as name silent %}` defines a cycle and takes its first step, `{% cycle name %}` takes another one. */
export const cycleTag = defineTag<Cycle>({
  name: 'cycle',
  parse(parser) {
    const words = parser.words.slice(1)
    const [first] = words
    if (!first) throw parser.error("'cycle' tag requires at least two arguments")
    if (words.length === 1) {
      const cycle = namedCycle(
        parser,
        first.text,
        `No named cycles in template. '${first.text}' is not defined`,
        `Named cycle '${first.text}' does not exist`,
      )
      if (cycle.name !== null) parser.bind(cycle.name)
      return cycle
    }
    const asAt =
      words.length < 4 ? -1 : words.at(-3)?.text === 'as' ? words.length - 3 : words.at(-2)?.text === 'as' ? words.length - 2 : -1
    const flag = asAt === -1 ? undefined : words[asAt + 2]
    if (flag && flag.text !== 'silent') {
      throw parser.error(`Only 'silent' flag is allowed after cycle's name, not '${flag.text}'.`, flag.span)
    }
    const values = (asAt === -1 ? words : words.slice(0, asAt)).map((word) => parser.expression(word))
    const name = asAt === -1 ? null : parser.bind(words[asAt + 1]?.text ?? '')
    const cycle: Cycle = { values, name, silent: flag !== undefined }
    if (name !== null) parser.shared.set('named cycles', new Map([...cyclesOf(parser), [name, cycle]]))
    parser.shared.set('last cycle', cycle)
    return cycle
  },
  flow({ values, name, silent }, flow) {
    const options = values.map((value) => flow.evaluate(value))
    if (!silent) for (const option of options) flow.output(option)
    if (name !== null) flow.bind(name, flow.union(options))
  },
  emit(cycle, emitter) {
    const { values, name, silent } = cycle
    const state = emitter.state(cycle)
    const step = emitter.constantOf(emitter.call(stepAfter, state.value, emitter.literal(values.length)))
    state.assign(step)
    const texts = values.map(literalText)
    if (name === null && texts.every((text) => text !== null)) {
      // Text of the template itself is safe.
      emitter.raw(
        emitter.choice(
          step,
          texts.map((text) => emitter.literal(text)),
        ),
      )
      return
    }
    const chosen = emitter.choice(
      step,
      values.map((value) => emitter.value(value)),
    )
    if (name === null) {
      emitter.print(chosen)
      return
    }
    const value = emitter.constantOf(chosen)
    emitter.setOutermost(name, value)
    if (!silent) emitter.print(value)
  },
})

/** `{% resetcycle name %}` begins a cycle again, without a name the one written last. */
export const resetcycleTag = defineTag<Cycle>({
  name: 'resetcycle',
  parse(parser) {
    const [, name, ...more] = parser.words
    if (more.length > 0) throw parser.error('resetcycle tag accepts at most one argument.')
    if (name) return namedCycle(parser, name.text, 'No named cycles in template.', `Named cycle '${name.text}' does not exist.`)
    const last = parser.shared.get('last cycle') as Cycle | undefined
    if (!last) throw parser.error('No cycles in template.')
    return last
  },
  flow() {},
  emit(cycle, emitter) {
    emitter.state(cycle).assign(emitter.literal(-1))
  },
})

function cyclesOf(parser: TagParser): ReadonlyMap<string, Cycle> {
  return (parser.shared.get('named cycles') as ReadonlyMap<string, Cycle> | undefined) ?? new Map()
}

function namedCycle(parser: TagParser, name: string, withoutAny: string, unknown: string): Cycle {
  const cycles = cyclesOf(parser)
  const cycle = cycles.get(name)
  if (!cycle) throw parser.error(cycles.size === 0 && parser.words[0].text === 'cycle' ? withoutAny : unknown, parser.words[1]?.span)
  return cycle
}

function literalText({ operand, filters }: Expression): string | null {
  return filters.length === 0 && operand.kind === 'literal' && typeof operand.value === 'string' && !operand.translated
    ? operand.value
    : null
}

function stepAfter(step: number | undefined, length: number): number {
  return step === undefined || step + 1 >= length ? 0 : step + 1
}
