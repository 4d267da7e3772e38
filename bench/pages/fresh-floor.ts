import type { DatabaseSync } from 'node:sqlite'
import { escape, prepared, shortDate } from './hand-written.ts'

/** The page of `freshList` for variant 0 by hand, with the name `fresh`. */
export function freshListFloor(connection: DatabaseSync, rows: number): () => string {
  const leases = prepared<[name: string, email: string, city: string, status: string, phone: string, rent: number, endDate: string]>(
    connection,
    `select p.name, u.email, p.city, l.status, t.phone, l.monthly_rent, l.end_date from leases l
      join properties p on p.id = l.property_id join tenants t on t.id = l.tenant_id join users u on u.id = t.user_id
      order by l.id limit ${rows}`,
  )
  return () => {
    let out = '<table class="fresh">\n'
    for (const [name, email, city, status, phone, rent, endDate] of leases()) {
      out += `<tr><td>${escape(name)}</td><td>${escape(email)}</td><td>${escape(city)}</td><td>${escape(status)}</td>`
      out += `<td>${escape(phone)}</td><td>${rent}</td><td>${shortDate(endDate)}</td></tr>\n`
    }
    return `${out}</table>`
  }
}

/** The page of `freshDashboard` for variant 0 by hand, with the name `fresh`. */
export function freshDashboardFloor(connection: DatabaseSync, rows: number): () => string {
  const properties = prepared<[id: number, name: string, city: string, address: string, zipCode: string]>(
    connection,
    `select id, name, city, address, zip_code from properties order by id limit ${rows}`,
  )
  const leasesOfProperties = prepared<[property: number, status: string, first: string, last: string, endDate: string, rent: number]>(
    connection,
    `select l.property_id, l.status, u.first_name, u.last_name, l.end_date, l.monthly_rent from leases l
      join tenants t on t.id = l.tenant_id join users u on u.id = t.user_id
      where l.property_id in (select value from json_each(?)) order by l.id`,
  )
  const leases = prepared<[last: string, name: string, payments: number]>(
    connection,
    `select u.last_name, p.name, (select count(*) from payments where lease_id = l.id) from leases l
      join properties p on p.id = l.property_id join tenants t on t.id = l.tenant_id join users u on u.id = t.user_id
      order by l.id limit ${rows}`,
  )
  return () => {
    const all = properties()
    const leasesOf = Map.groupBy(leasesOfProperties(JSON.stringify(all.map(([id]) => id))), ([property]) => property)
    let sections = ''
    for (const [id, ...facts] of all) {
      sections += `<section>${facts.map((fact) => `<p class="fresh">${escape(fact)}</p>`).join('')}<ul>`
      for (const [n, [, status, first, last, endDate, rent]] of (leasesOf.get(id) ?? []).entries()) {
        sections += `<li class="fresh${status === 'active' ? ' active' : ''}">${n + 1}. ${escape(`${first} ${last}`)}, ${shortDate(endDate)}${rent >= 900 ? ' *' : ''}</li>`
      }
      sections += '</ul></section>\n'
    }
    let list = ''
    for (const [n, [last, name, payments]] of leases().entries()) {
      list += `<li class="${n % 2 === 0 ? 'odd' : 'even'}">${escape(last.toUpperCase())}: ${escape(name)}, ${payments}</li>`
    }
    return `<html class="fresh"><head><title>${all.length} properties</title></head>
<body><nav class="fresh"><a class="on">Home</a><a>Leases</a></nav><main>
${sections}<ol>${list}</ol></main></body></html>`
  }
}
