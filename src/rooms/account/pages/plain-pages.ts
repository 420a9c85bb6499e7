/** What this is, and how it can be used by everybody: two plain pages, the same on every face. */
import type { ReportView } from '../../../web/views.ts';

export const aboutPage: ReportView = {
  title: 'What this record is',
  lede: 'A record of what named sources say happened, about people who hold police powers. It is kept so that it can be read as a whole and cannot be quietly changed.',
  lists: [
    {
      heading: 'How to read it',
      items: [
        'An account is what somebody told. It has not been tested.',
        'A record is what a force, court or other body wrote down.',
        'A finding is what a review, inspection, court or investigation established.',
        'A signal is a question that the record raises. A named person answers it with a reason. It is never a verdict and changes nothing about anybody by itself.',
        'What was shown to be somebody else, or not to have happened, stays visible and counts for nothing.',
      ],
    },
    {
      heading: 'Who can see what',
      items: [
        'Nobody reads a record because of their rank. Reading needs a role, a task or a written reason, and each read is kept.',
        'Whoever is tied to a person, by a declared tie, a shared team or the line of command, does not see that person’s record.',
        'Somebody who looks up their own record is answered as if nothing were there, and two people in different chains are told.',
      ],
    },
  ],
  links: [{ text: 'Check that nothing was altered', href: '/proof' }],
};

export const accessibilityPage: ReportView = {
  title: 'Accessibility',
  lede: 'Every page works without script, with a keyboard, with a screen reader, on a screen 360 pixels wide, and on paper.',
  lists: [
    {
      heading: 'What is checked',
      items: [
        'Each page kind is checked against the rules of WCAG 2.2 AA by machine at two widths before a change is accepted.',
        'Nothing is told by colour alone: shape, label and text say it too.',
        'Each picture has a title, a description and a table beside it.',
      ],
    },
    {
      heading: 'What is known to fall short',
      items: [
        'The date field of the timeline is the browser’s own and follows its language.',
        'Machine checks do not find everything. No test with people who use assistive technology has been made yet.',
      ],
    },
  ],
};
