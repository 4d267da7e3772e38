import type { Expression } from '../../template/ast.ts'
import type { TagEmitter } from '../../render/tag-code.ts'
import { defineTag } from '../tag-definition.ts'

interface FirstOf {
  readonly values: readonly Expression[]
  readonly as: string | null
}

// Each becomes a case within the one before it.
const mostValues = 200

/** `{% firstof a b "none" as name %}`: the first value that is true. */
export const firstofTag = defineTag<FirstOf>({
  name: 'firstof',
  parse(parser) {
    const words = parser.words.slice(1)
    if (words.length === 0) throw parser.error("'firstof' statement requires at least one argument")
    const named = words.length >= 2 && words.at(-2)?.text === 'as'
    const values = (named ? words.slice(0, -2) : words).map((word) => parser.expression(word))
    if (values.length > mostValues) throw parser.error(`More than ${mostValues} values in one 'firstof' tag.`)
    return { values, as: named ? parser.bind(words.at(-1)?.text ?? '') : null }
  },
  flow({ values, as }, flow) {
    const options = values.map((value) => flow.evaluate(value))
    for (const option of options) {
      flow.test(option)
      flow.output(option)
    }
    if (as !== null) flow.bind(as, { kind: 'scalar' })
  },
  emit(args, emitter) {
    emitFrom(0, args, emitter)
  },
})

function emitFrom(at: number, { values, as }: FirstOf, emitter: TagEmitter): void {
  const expression = values[at]
  if (!expression) {
    if (as !== null) emitter.set(as, emitter.literal(''))
    return
  }
  const value = emitter.constantOf(emitter.value(expression, { ignoreFailures: true }))
  const found = (): void => {
    if (as === null) emitter.print(value)
    else emitter.set(as, emitter.printed(value))
  }
  emitter.choose([
    { test: emitter.isTrue(value), emit: found },
    { test: null, emit: () => emitFrom(at + 1, { values, as }, emitter) },
  ])
}
