import type { SourceSpan } from '../../error.ts'
import type { TagRuntime } from '../../render/runtime.ts'
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
        spaceless,
        emitter.capture(() => emitter.nodes(body)),
        emitter.runtime,
        emitter.place,
      ),
    )
  },
})

function spaceless(html: string, runtime: TagRuntime, place: SourceSpan): string {
  return runtime.changed(html, withoutSpaces, place)
}

function withoutSpaces(html: string): string {
  return html.trim().replace(/>\s+(?=<)/g, '>')
}
