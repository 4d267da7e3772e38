import type { TagRuntime } from '../../render/runtime.ts'
import type { Expression, Node } from '../../template/ast.ts'
import type { SafeString } from '../../value/safe-string.ts'
import { defineTag } from '../tag-definition.ts'

/** `{% filter upper|cut:" " %}…{% endfilter %}` */
export const filterTag = defineTag<{ readonly expression: Expression; readonly body: readonly Node[] }>({
  name: 'filter',
  parse(parser) {
    const [tag, first] = parser.words
    if (!first) throw parser.error("'filter' tag requires a filter")
    const text = parser.contents.slice(first.span.start - tag.span.start)
    // The filters are applied to a variable of this name, so that its place is that of the text before them.
    const span = { start: first.span.start - 'var|'.length, end: first.span.start + text.length }
    const expression = parser.expression({ text: `var|${text}`, span })
    for (const { name, span: at } of expression.filters) {
      if (name === 'escape' || name === 'safe')
        throw parser.error(`"filter ${name}" is not permitted.  Use the "autoescape" tag instead.`, at)
    }
    return { expression, body: parser.body('endfilter').nodes }
  },
  flow({ expression, body }, flow) {
    flow.visit(body)
    flow.scope(() => {
      flow.bind('var', { kind: 'scalar' })
      flow.output(flow.evaluate(expression))
    })
  },
  emit({ expression, body }, emitter) {
    const text = emitter.capture(() => emitter.nodes(body))
    emitter.scope([{ name: 'var', value: emitter.call(settled, text, emitter.runtime) }], () => {
      const value = emitter.value(expression)
      emitter.withAutoescape(false, () => emitter.print(value))
    })
  },
})

function settled(text: string, runtime: TagRuntime): SafeString {
  return runtime.settled(text)
}
