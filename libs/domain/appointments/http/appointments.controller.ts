import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AppointmentOutcomes, AppointmentsService } from '@domain/appointments';
import type { Actor } from '@platform/auth';
import { CurrentActor, Endpoint, IdParam, mapPage } from '@platform/http';
import { CreateAppointmentBody, OutcomeBody, UpdateAppointmentBody } from './appointment-input.dto';
import {
  AppointmentDetail,
  AppointmentPage,
  AppointmentResponse,
  CancelQuery,
  ListAppointmentsQuery,
} from './appointment.dto';

const one = { response: AppointmentDetail } as const;
const writes = { access: 'appointments:write', ...one } as const;
const people = ['lead_not_found', 'user_not_found'];
const moves = ['appointment_not_found', 'appointment_illegal_transition'];

@ApiTags('Appointments')
@Controller('appointments')
export class AppointmentsController {
  constructor(
    private readonly appointments: AppointmentsService,
    private readonly outcomes: AppointmentOutcomes,
  ) {}

  @Get()
  @Endpoint({
    summary: 'List appointments in order of time',
    access: 'appointments:read',
    response: AppointmentPage,
    errors: people,
  })
  async list(
    @CurrentActor() { scope }: Actor,
    @Query() { limit, cursor, ...filter }: ListAppointmentsQuery,
  ): Promise<AppointmentPage> {
    return mapPage(await this.appointments.list(scope, filter, { limit, cursor }), AppointmentResponse.from);
  }

  @Post()
  @Endpoint({
    summary: 'Book an appointment, with its reminders and invitations',
    ...writes,
    status: 201,
    errors: [...people, 'appointment_conflict'],
  })
  create(@CurrentActor() actor: Actor, @Body() body: CreateAppointmentBody): Promise<AppointmentDetail> {
    return this.appointments.create(actor.scope, body, actor).then(AppointmentDetail.from);
  }

  @Get(':id')
  @Endpoint({
    summary: 'Get an appointment with attendees and reminders',
    access: 'appointments:read',
    ...one,
    errors: ['appointment_not_found'],
  })
  get(@CurrentActor() { scope }: Actor, @Param() { id }: IdParam): Promise<AppointmentDetail> {
    return this.appointments.get(scope, id).then(AppointmentDetail.from);
  }

  @Put(':id')
  @Endpoint({
    summary: 'Change or move an appointment',
    description:
      'What is left out stays. Reminders and invitations of the old state are taken back and replaced in the same transaction; another time needs a new confirmation.',
    ...writes,
    errors: [...moves, ...people, 'appointment_conflict'],
  })
  update(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() body: UpdateAppointmentBody,
  ): Promise<AppointmentDetail> {
    return this.appointments.update(actor.scope, id, body, actor).then(AppointmentDetail.from);
  }

  @Delete(':id')
  @Endpoint({
    summary: 'Cancel an appointment',
    description: 'Reminders end at once and invited guests are told. The appointment stays on record.',
    ...writes,
    errors: moves,
  })
  cancel(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Query() { reason }: CancelQuery,
  ): Promise<AppointmentDetail> {
    return this.outcomes.cancel(actor.scope, id, actor, reason).then(AppointmentDetail.from);
  }

  @Patch(':id/confirm')
  @Endpoint({ summary: 'Confirm an appointment', ...writes, errors: moves })
  confirm(@CurrentActor() actor: Actor, @Param() { id }: IdParam): Promise<AppointmentDetail> {
    return this.outcomes.confirm(actor.scope, id, actor).then(AppointmentDetail.from);
  }

  @Patch(':id/complete')
  @Endpoint({ summary: 'Say that an appointment took place', ...writes, errors: moves })
  complete(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { outcome }: OutcomeBody,
  ): Promise<AppointmentDetail> {
    return this.outcomes.complete(actor.scope, id, actor, outcome).then(AppointmentDetail.from);
  }

  @Patch(':id/no-show')
  @Endpoint({
    summary: 'Say that nobody came',
    ...writes,
    errors: [...moves, 'appointment_not_started'],
  })
  miss(
    @CurrentActor() actor: Actor,
    @Param() { id }: IdParam,
    @Body() { outcome }: OutcomeBody,
  ): Promise<AppointmentDetail> {
    return this.outcomes.miss(actor.scope, id, actor, outcome).then(AppointmentDetail.from);
  }
}
