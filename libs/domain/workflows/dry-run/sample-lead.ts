import type { ChannelOutlook, SendOutlook } from '@domain/messaging';
import type { Facts } from '@domain/conditions';

/** Of the lead that does not exist. */
export const sampleLeadId = '00000000-0000-7000-8000-000000000000';
const [email, phone, zone] = ['maria.alvarez@example.com', '+15125550142', 'America/Chicago'];

/** A lead for a trial without one: can be reached on both channels and has agreed to it. */
export const sampleFacts = (team: Facts, now: Date): Facts => ({
  'lead.name': 'Maria Alvarez',
  'lead.firstName': 'Maria',
  'lead.lastName': 'Alvarez',
  'lead.email': email,
  'lead.phone': phone,
  'lead.company': 'Alvarez Design',
  'lead.position': 'Owner',
  'lead.city': 'Austin',
  'lead.state': 'TX',
  'lead.status': 'NEW',
  'lead.stage': null,
  'lead.source': 'website',
  'lead.value': 450_000,
  'lead.score': 40,
  'lead.assignedToId': null,
  'lead.timezone': zone,
  'lead.emailConsent': 'granted',
  'lead.smsConsent': 'granted',
  'lead.doNotEmail': false,
  'lead.doNotText': false,
  'lead.doNotCall': false,
  'lead.createdAt': now.toISOString(),
  'lead.lastContactAt': null,
  'lead.tagIds': [],
  'messages.emailsSent': 0,
  'messages.textsSent': 0,
  'messages.emailsOpened': 0,
  'messages.emailsClicked': 0,
  'messages.replies': 0,
  'messages.bounces': 0,
  'tasks.open': 0,
  'tasks.overdue': 0,
  'appointments.upcoming': 0,
  'appointments.completed': 0,
  'appointments.noShows': 0,
  ...team,
});

const reachable: Omit<ChannelOutlook, 'address'> = {
  consent: 'granted',
  suppression: null,
  doNotContact: false,
  optOutReview: false,
  zone,
  sentAt: [],
};

export const withSampleLead = (outlook: SendOutlook): SendOutlook => ({
  ...outlook,
  leads: new Map([
    [sampleLeadId, { EMAIL: { ...reachable, address: email }, SMS: { ...reachable, address: phone } }],
  ]),
});
