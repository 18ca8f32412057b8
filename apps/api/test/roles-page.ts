import { apiKeyScopes, permissions, permissionsOf, permissionTable, TEAM_ROLES } from '@platform/auth';

const head = `# Roles

Who may do what. Written by \`npm run openapi\` from the one table (\`libs/platform/auth/permissions.ts\`) that the guard reads, and
from the routes that the router answers; a test compares. A role has everything that a lower one has.

**Which leads:** owners, admins and managers see all leads of their team. Members see their own and nobody’s, with what hangs on
them, unless the team says \`memberLeadVisibility: all\` (\`PUT /api/teams/{id}\`). An API key may do what was given to it, as long as its
maker may, and sees what its maker sees.

`;

const row = (cells: string[]) => `| ${cells.join(' | ')} |`;

/** The page of roles: permissions by role, and the routes behind each. */
export function rolesPage(routes: { route: string; access: string }[]): string {
  const columns = ['Permission', 'What', ...TEAM_ROLES.map((role) => role.toLowerCase()), 'API key'];
  const table = permissions.map((permission) =>
    row([
      `\`${permission}\``,
      permissionTable[permission].about,
      ...TEAM_ROLES.map((role) => (permissionsOf(role).has(permission) ? 'yes' : '')),
      apiKeyScopes.includes(permission) ? 'yes' : '',
    ]),
  );
  const behind = (access: string) =>
    routes
      .filter((one) => one.access === access)
      .map(({ route }) => `\`${route}\``)
      .sort();
  const sections = [...permissions, 'user', 'authenticated', 'public'].flatMap((access) => {
    const found = behind(access);
    return found.length > 0 ? [`- **${access}**: ${found.join(', ')}`] : [];
  });
  return `<!-- prettier-ignore-start -->
${head}${[row(columns), row(columns.map(() => '---')), ...table].join('\n')}

## Routes

\`user\`: any person signed in, no API key. \`authenticated\`: persons and keys. \`public\`: anyone.

${sections.join('\n')}
<!-- prettier-ignore-end -->
`;
}
