const NAMES = `
AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|DC District of Columbia
FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine
MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada
NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon
PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia
WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|PR Puerto Rico|VI US Virgin Islands|GU Guam
MP Northern Mariana Islands|AS American Samoa|DC Washington DC|VI Virgin Islands
`;

const codes = new Map<string, string>();
for (const entry of NAMES.trim().split(/[|\n]/)) {
  codes.set(entry.slice(0, 2), entry.slice(0, 2));
  codes.set(entry.slice(3).toUpperCase(), entry.slice(0, 2));
}

/** The two letters of a US state or territory written as code or name in any case, or null. */
export function usStateCode(written: string): string | null {
  const name = written.toUpperCase().replace(/\./g, '').replace(/\s+/g, ' ').trim();
  return codes.get(name) ?? null;
}
