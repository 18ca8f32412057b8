import { Injectable } from '@nestjs/common';
import { AppointmentsService, type AppointmentType } from '@domain/appointments';
import type { CreateAppointmentNode } from '../definition/definition.types';
import type { Action, StepContext, StepResult } from './action.types';
import { addDays, chosenZone, localDay, zoneFacts } from './local-clock';
import { personOf } from './person';
import { stepText } from './step-text';

/** Books with reminders and invitation. A host who has something else then makes the step fail: a person finds another time. */
@Injectable()
export class CreateAppointmentAction implements Action<'CREATE_APPOINTMENT'> {
  constructor(private readonly appointments: AppointmentsService) {}

  async run(node: CreateAppointmentNode, step: StepContext): Promise<StepResult> {
    const hostId = await personOf(step, node.host);
    if (!hostId) return { go: node.next, outcome: 'skipped', detail: { reason: 'no_owner' } };
    const zone = chosenZone(node.zone, await step.facts(zoneFacts(node.zone)));
    const appointment = await this.appointments.createIn(
      step.tx,
      {
        title: await stepText(step, node.title),
        type: node.type as AppointmentType,
        localStart: `${addDays(localDay(step.now, zone), node.inDays)}T${node.at}`,
        durationMinutes: node.minutes,
        zone,
        hostId,
        leadId: step.run.leadId,
      },
      { userId: null },
    );
    return { go: node.next, detail: { appointmentId: appointment.id } };
  }
}
