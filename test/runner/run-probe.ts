/** What a test file sees of a module of the house and of a package. */
export * as subscriptions from '@platform/events/worker';
export * as validator from 'class-validator';
