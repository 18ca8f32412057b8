import { migrate } from './database/migrate.ts';

const url = process.env.DATABASE_URL;
if (!url) {
  console.error(
    'DATABASE_URL is not set: there is no database to migrate (npm start migrates its embedded one by itself).',
  );
  process.exit(1);
}
const applied = await migrate(url);
console.log(applied.length > 0 ? `applied:\n  ${applied.join('\n  ')}` : 'the database is up to date');
process.exit(0);
