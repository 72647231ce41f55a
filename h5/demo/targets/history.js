import { offerDoors, printConsent } from './target.js';

offerDoors('history');
printConsent(() => ({ route: location.pathname + location.search }));
