import { cookieOf, type HttpRequest } from './http.ts';
import type { User } from './users.ts';
import type { World } from './world.ts';

/** Set when a browser chooses whose phone it is; holds an openid. */
export const phoneCookie = 'simulator_openid';

/** Who holds the phone: `?_openid=`, else the browser's cookie, else whoever was chosen last. */
export function phoneOwner(world: World, request: HttpRequest): User | undefined {
  const asked = [request.query.get('_openid'), cookieOf(request, phoneCookie), world.phone];
  const known = asked.find((openid) => openid !== null && world.users.has(openid));
  return world.users.get(known ?? '') ?? [...world.users.values()][0];
}
