#!/bin/sh
# First start of the database: the owner of the tables and the role that runs the product; neither is a superuser.
set -eu
owner=$(cat /run/secrets/owner_password)
app=$(cat /run/secrets/app_password)
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<SQL
CREATE ROLE mingdu_owner LOGIN CREATEDB PASSWORD '$owner';
CREATE ROLE mingdu_app LOGIN PASSWORD '$app';
CREATE DATABASE mingdu OWNER mingdu_owner;
SQL
