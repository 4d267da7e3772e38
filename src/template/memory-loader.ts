import type { TemplateLoader } from './loader.ts'

/** Templates from an object: name → source. */
export function memoryLoader(templates: Readonly<Record<string, string>>): TemplateLoader {
  return {
    load(name, skip) {
      if (!Object.hasOwn(templates, name)) return null
      const origin = `memory:${name}`
      return skip?.has(origin) ? null : { source: templates[name] as string, origin }
    },
    tried: (name) => [`memory:${name}`],
    names: () => Object.keys(templates),
  }
}
