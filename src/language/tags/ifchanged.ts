import type { TagRuntime } from '../../render/runtime.ts'
import { isEqual } from '../../value/compare.ts'
import type { Expression, Node } from '../../template/ast.ts'
import { defineTag } from '../tag-definition.ts'

interface IfChanged {
  readonly values: readonly Expression[]
  readonly changed: readonly Node[]
  readonly unchanged: readonly Node[] | null
}

/** `{% ifchanged value … %}…{% else %}…{% endifchanged %}`; without values, what the body renders is compared. */
export const ifchangedTag = defineTag<IfChanged>({
  name: 'ifchanged',
  contextNames: ['forloop'],
  keepsLoopState: true,
  parse(parser) {
    const values = parser.words.slice(1).map((word) => parser.expression(word))
    const { nodes, end } = parser.body('else', 'endifchanged')
    if (end[0].text === 'else' && end[1]) throw parser.error(`'else' of 'ifchanged' takes no argument: "${end[1].text}"`, end[1].span)
    const unchanged = end[0].text === 'else' ? parser.body('endifchanged').nodes : null
    return { values, changed: nodes, unchanged }
  },
  flow({ values, changed, unchanged }, flow) {
    for (const value of values) flow.compare(flow.evaluate(value))
    flow.visit(changed)
    if (unchanged) flow.visit(unchanged)
  },
  emit(args, emitter) {
    const { values, changed, unchanged } = args
    const last = emitter.loopState(args)
    if (values.length === 0) {
      // Django takes empty output for none and renders the body again; tags in it may notice.
      const body = emitter.captureTwice(
        () => emitter.nodes(changed),
        (first) => emitter.call(isNewAndEmpty, first, last.value, emitter.runtime),
      )
      emitter.choose([
        {
          test: emitter.call(differs, body.first, last.value),
          emit() {
            last.assign(body.first)
            emitter.raw(body.last)
          },
        },
        { test: null, emit: () => unchanged && emitter.nodes(unchanged) },
      ])
      return
    }
    const codes = values.map((value) => emitter.value(value, { ignoreFailures: true }))
    const single = codes.length === 1 ? codes[0] : undefined
    const now = emitter.constantOf(single ?? emitter.list(codes))
    emitter.choose([
      {
        test: emitter.call(single ? isOther : differs, now, last.value),
        emit() {
          last.assign(now)
          emitter.nodes(changed)
        },
      },
      { test: null, emit: () => unchanged && emitter.nodes(unchanged) },
    ])
  },
})

function isNewAndEmpty(now: string, last: unknown, runtime: TagRuntime): boolean {
  return runtime.settled(now).text === '' && last !== ''
}

/** Nothing was there before the first round, not even null. */
function isOther(now: unknown, last: unknown): boolean {
  return last === undefined || !isEqual(now, last)
}

function differs(now: unknown, last: unknown): boolean {
  return !isEqual(now, last)
}
