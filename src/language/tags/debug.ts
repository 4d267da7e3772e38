import { DjustError } from '../../error.ts'
import { escapeHtml } from '../../value/escape.ts'
import { checkWrittenLength } from '../../value/too-large.ts'
import type { PrintSettings } from '../../value/print-settings.ts'
import { repr } from '../../value/to-text.ts'
import type { TagRuntime } from '../../render/runtime.ts'
import { defineTag } from '../tag-definition.ts'

/** `{% debug %}`: every variable in scope, where the engine is set to debug; else nothing. */
export const debugTag = defineTag<null>({
  name: 'debug',
  readsScope: true,
  parse: () => null,
  flow() {},
  emit(_args, emitter) {
    emitter.raw(emitter.call(variables, emitter.runtime, emitter.allVariables))
  },
})

/** Of what the page does not read nothing is loaded. */
function written(value: unknown, settings: PrintSettings): string {
  try {
    return repr(value, settings)
  } catch (error) {
    if (error instanceof DjustError && error.code === 'value/unloaded-query') return '<not loaded>'
    throw error
  }
}

function variables({ services, settings }: TagRuntime, scope: object): string {
  if (!services.debug) return ''
  const names = new Set<string>()
  for (const name in scope) names.add(name)
  let text = ''
  for (const name of names) {
    text += `${text === '' ? '' : '\n'}${name}: ${written(Reflect.get(scope, name), settings)}`
    checkWrittenLength(text)
  }
  return escapeHtml(text)
}
