import type { Node } from '../../template/ast.ts'
import { defineTag } from '../tag-definition.ts'

/** `{% autoescape on|off %}…{% endautoescape %}` */
export const autoescapeTag = defineTag<{ readonly on: boolean; readonly body: readonly Node[] }>({
  name: 'autoescape',
  parse(parser) {
    const [, setting, ...more] = parser.words
    if (!setting || more.length > 0) throw parser.error("'autoescape' tag requires exactly one argument.")
    if (setting.text !== 'on' && setting.text !== 'off') throw parser.error("'autoescape' argument should be 'on' or 'off'", setting.span)
    return { on: setting.text === 'on', body: parser.body('endautoescape').nodes }
  },
  flow: ({ body }, flow) => flow.visit(body),
  emit({ on, body }, emitter) {
    emitter.withAutoescape(on, () => emitter.nodes(body))
  },
})
