/** Marks that follow one another are put in order by comparing each with each: no language has so many. */
const mostMarks = 500

/** Unicode's normal form, in linear time: where more marks follow one another, they are put in order in parts. */
export function normalize(text: string, form: 'NFC' | 'NFKC' | 'NFKD'): string {
  if (text.length <= mostMarks) return text.normalize(form)
  let out = ''
  let from = 0
  for (const { 0: marks, index } of text.matchAll(/\p{M}+/gu)) {
    for (let at = mostMarks; at < marks.length; at += mostMarks) {
      out += text.slice(from, index + at).normalize(form)
      from = index + at
    }
  }
  return out + text.slice(from).normalize(form)
}
