// What a person with several conversations needs; visitors have one.
import '../conversation-list/define.js';

export { DirectoryController } from './directory-controller.js';
