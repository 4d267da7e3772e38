import { posix } from 'node:path'

/**
 * Resolves `"./x.html"` and `"../x.html"`, as written with quotes, against the template they stand in; everything else
 * stays as it is. `recursion`: whether the result may be that template itself.
 */
export function relativeName(
  text: string,
  template: string | null,
  recursion: boolean,
): { readonly text: string } | { readonly problem: string } {
  const name = text.replace(/^['"]+|['"]+$/g, '')
  if (!name.startsWith('./') && !name.startsWith('../')) return { text }
  if (template === null) return { problem: `The relative path '${text}' cannot be evaluated due to an unknown template origin.` }
  const own = template.replace(/^\/+/, '')
  const resolved = posix.normalize(posix.join(posix.dirname(own), name))
  if (resolved.startsWith('../')) {
    return { problem: `The relative path '${text}' points outside the file hierarchy that template '${template}' is in.` }
  }
  if (!recursion && resolved === own) {
    return {
      problem: `The relative path '${text}' was translated to template name '${resolved}', the same template in which the tag appears.`,
    }
  }
  const quote = text.charAt(0)
  return { text: quote === '"' || quote === "'" ? `${quote}${resolved}${quote}` : resolved }
}
