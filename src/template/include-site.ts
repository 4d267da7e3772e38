/** The place of an include, the same in the analysis of a page and in its generated code. */
export function includeSite(template: string, start: number): string {
  return `${template}:${start}`
}
