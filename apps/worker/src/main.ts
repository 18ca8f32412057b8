import 'reflect-metadata';
import { createWorkerApp } from './create-worker';

const app = await createWorkerApp();
app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
