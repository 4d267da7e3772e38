import type { TagRuntime } from '../../render/runtime.ts'
import { escapeHtml } from '../../value/escape.ts'
import { toText } from '../../value/to-text.ts'
import { defineTag } from '../tag-definition.ts'

/** `{% csrf_token %}`: a hidden field with the context's `csrf_token`, nothing where there is none. */
export const csrfTokenTag = defineTag<null>({
  name: 'csrf_token',
  contextNames: ['csrf_token'],
  parse: () => null,
  flow: (_args, flow) => flow.output(flow.lookup('csrf_token')),
  emit(_args, emitter) {
    emitter.raw(emitter.call(hiddenField, emitter.runtime, emitter.variable('csrf_token')))
  },
})

function hiddenField({ settings }: TagRuntime, token: unknown): string {
  if (!token || token === 'NOTPROVIDED') return ''
  return `<input type="hidden" name="csrfmiddlewaretoken" value="${escapeHtml(toText(token, settings))}">`
}
