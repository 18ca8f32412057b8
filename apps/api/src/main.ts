import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { createApi } from './create-api';

const { app, listen } = await createApi();
app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
const url = await listen();
new Logger('Api').log(`listening on ${url}, documentation at ${url}/api/docs`);
