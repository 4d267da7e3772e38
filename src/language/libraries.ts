import type { SyntaxLibraries } from '../template/syntax-libraries.ts'
import type { SyntaxLibrary } from '../template/tag-syntax.ts'
import { builtins } from './builtins.ts'
import type { Library } from './library.ts'
import { loadableLibraries } from './loadable-libraries.ts'

/** What comes with djust, and an application's own libraries: of two with one name, the application's. */
export function librariesOf(own: { readonly libraries?: readonly Library[]; readonly builtins?: readonly Library[] }): SyntaxLibraries {
  const loadable = [...loadableLibraries, ...(own.libraries ?? []).map(complete)]
  return {
    builtins: [builtins, ...(own.builtins ?? []).map(complete)],
    loadable: new Map(loadable.map((library) => [library.name, library])),
  }
}

function complete({ name, tags = [], filters = [] }: Library): SyntaxLibrary {
  return { name, tags, filters }
}
