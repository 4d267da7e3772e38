import { isIPv4, isIPv6 } from 'node:net'

const letters = 'a-z\\u00a1-\\uffff'
// Among them four letters that are the other case of i, s and k.
const name = /^[-!#$%&'*+/=?^_`{}|~0-9a-z\u0130\u0131\u017f\u212a]+(?:\.[-!#$%&'*+/=?^_`{}|~0-9a-z\u0130\u0131\u017f\u212a]+)*$/i
const host = new RegExp(
  `^[${letters}0-9](?:[${letters}0-9-]{0,61}[${letters}0-9])?(?:\\.(?!-)[${letters}0-9-]{1,63}(?<!-))*\\.(?!-)(?:[${letters}-]{2,63}|xn--[a-z0-9]{1,59})(?<!-)$`,
  'i',
)
// RFC 3696.
const longest = 320

/** Whether text looks like a mail address, of a host with a domain. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at < 0 || text.length > longest || !name.test(text.slice(0, at))) return false
  const place = text.slice(at + 1)
  if (host.test(place)) return true
  const literal = /^\[([a-f0-9:.]+)\]$/i.exec(place)?.[1]
  return literal !== undefined && (isIPv4(literal) || isIPv6(literal))
}
