import { Module } from '@nestjs/common';
import { FilesRepository } from './files.repository';
import { Files } from './files.service';

@Module({ providers: [Files, FilesRepository], exports: [Files] })
export class FilesModule {}
