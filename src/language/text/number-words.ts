/** Names of numbers from 1 to 9, by number. */
export const smallNumbers: readonly string[] = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

/** Names of powers of ten. A googol is used beyond the others. */
export const largeNumbers: readonly { readonly exponent: number; readonly name: string }[] = [
  { exponent: 6, name: 'million' },
  { exponent: 9, name: 'billion' },
  { exponent: 12, name: 'trillion' },
  { exponent: 15, name: 'quadrillion' },
  { exponent: 18, name: 'quintillion' },
  { exponent: 21, name: 'sextillion' },
  { exponent: 24, name: 'septillion' },
  { exponent: 27, name: 'octillion' },
  { exponent: 30, name: 'nonillion' },
  { exponent: 33, name: 'decillion' },
  { exponent: 100, name: 'googol' },
]

/** `1st`, `12th`; for numbers that are not negative. */
export function ordinalOf(number: bigint): string {
  const rest = number % 100n
  if (rest >= 11n && rest <= 13n) return `${number}th`
  return `${number}${['th', 'st', 'nd', 'rd'][Number(number % 10n)] ?? 'th'}`
}

/** Commas between the digits that text begins with. */
export function groupLeadingDigits(text: string): string {
  const digits = /^-?\p{Nd}+/u.exec(text)?.[0] ?? ''
  const sign = digits.startsWith('-') ? '-' : ''
  const characters = Array.from(digits.slice(sign.length))
  const groups: string[] = []
  for (let end = characters.length; end > 0; end -= 3) groups.push(characters.slice(Math.max(0, end - 3), end).join(''))
  return sign + groups.reverse().join(',') + text.slice(digits.length)
}
