import { emailBodyProblems, templateProblems } from './template-problems';

describe('the problems of a template', () => {
  it('name every unknown field at once, with its place', () => {
    const problems = templateProblems('Hi {{lead.shoe}}, {{lead.firstName}} and {{lead.hat}}', 'sms');
    expect(problems).toMatchObject([
      { code: 'unknown_field', position: 3 },
      { code: 'unknown_field', position: 41 },
    ]);
  });

  it('end at a mistake that hides the rest', () => {
    expect(templateProblems('{{lead.shoe}} {{#if lead.name}}', 'sms')).toMatchObject([
      { code: 'unknown_field' },
      { code: 'unbalanced_block' },
    ]);
  });

  it('are none in a template that can be used', () => {
    expect(templateProblems('Hi {{lead.firstName | default: "there"}}', 'subject')).toEqual([]);
    expect(emailBodyProblems('<p>Hi {{lead.firstName}}</p>')).toEqual([]);
  });

  it('are looked for in the plain-text part of an email too', () => {
    expect(emailBodyProblems('<p>&#123;&#123;lead.shoe}}</p>')).toMatchObject([
      { code: 'unknown_field', message: expect.stringContaining('plain-text part') },
    ]);
    expect(emailBodyProblems('<a href={{lead.name}}>x</a>')).toMatchObject([{ code: 'unsafe_position' }]);
  });
});
