import type { Node } from '../../template/ast.ts'
import { defineTag } from '../tag-definition.ts'

/** `{% spaceless %}…{% endspaceless %}`: no whitespace between HTML tags. */
export const spacelessTag = defineTag<readonly Node[]>({
  name: 'spaceless',
  parse: (parser) => parser.body('endspaceless').nodes,
  flow: (body, flow) => flow.visit(body),
  emit(body, emitter) {
    emitter.raw(
      emitter.call(
        withoutSpaces,
        emitter.capture(() => emitter.nodes(body)),
      ),
    )
  },
})

function withoutSpaces(html: string): string {
  return html.trim().replace(/>\s+(?=<)/g, '>')
}
