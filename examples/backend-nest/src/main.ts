import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import cookieParser from 'cookie-parser';
import { AppModule } from './app.js';

const app = await NestFactory.create(AppModule);
app.use(cookieParser());
await app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1');
process.stdout.write(`Listening on ${await app.getUrl()}\n`);
