import { SetMetadata } from '@nestjs/common';
import type { Permission } from '@platform/auth';

/** Who may call a route: anyone; any user or API key; any user (a person, no key); or whoever has the permission. */
export type Access = 'public' | 'authenticated' | 'user' | Permission;

export const accessKey = 'brickwork:access';

/** States who may call a route, for routes that are not part of the documented API. Others use `@Endpoint`. */
export const AccessRule = (access: Access) => SetMetadata(accessKey, access);
