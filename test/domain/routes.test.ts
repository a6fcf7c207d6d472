import { describe, expect, test } from 'vitest';
import { mapRoute, Route, routesOf, routeTable } from '../../src/domain/routes';

const known = routeTable([
  'GET /pets',
  'POST /pets',
  'HEAD /pets',
  'OPTIONS /pets',
  'GET /pets/{pet_id}',
  'DELETE /pets/{pet_id}',
  'GET /user_profiles',
  'GET /users',
  'GET /users/{userId}',
  'GET /users/{userId}/orders',
  'GET /orders/{order_id}/items/{item_uuid}',
  'POST /posts/{slug}',
  'GET /api/v1/invoices/{id}',
  'PATCH /order-items/{id}',
]);

describe('without known routes', () => {
  test.each([
    ['test_get_pets', 'GET /pets'],
    ['test_get_pets_pet_id_success', 'GET /pets/{pet_id}'],
    ['get_pets_pet_id_invalid_params', 'GET /pets/{pet_id}'],
    ['test_post_pets_invalid_data', 'POST /pets'],
    ['test_get_orders_order_id_items_item_uuid', 'GET /orders/{order_id}/items/{item_uuid}'],
    ['test_get_pets_pet_id_not_found', 'GET /pets/{pet_id}'],
    ['test_post_posts_post_slug[param1]', 'POST /posts/{post_slug}'],
    ['test_head_pets', 'HEAD /pets'],
    ['GET /pets returns 200', 'GET /pets'],
    ['pets > GET /v2/pets/{id} > answers', 'GET /v2/pets/{id}'],
  ])('%s is about %s', (name, route) => {
    expect(mapRoute(name, null)).toBe(route);
  });

  test.each([
    'test_get_user_profiles',
    'test_get_users_by_id',
    'test_get_pets_id',
    'test_post_slug[param1]',
    'testGetPets',
    'GET /pets/42 returns 200',
    'test_pets',
    'test_get',
    'adds two numbers',
    '',
  ])('%j could mean several routes or none, and nothing is guessed', (name) => {
    expect(mapRoute(name, null)).toBeNull();
  });
});

describe('among known routes', () => {
  test.each([
    // What the original read wrongly.
    ['test_get_user_profiles', 'GET /user_profiles'],
    ['test_get_users_by_id', 'GET /users/{userId}'],
    ['test_get_pets_id', 'GET /pets/{pet_id}'],
    ['test_get_pets_pet_id_not_found', 'GET /pets/{pet_id}'],
    ['test_post_posts_slug[param1]', 'POST /posts/{slug}'],
    ['test_post_posts_post_slug[param1]', 'POST /posts/{slug}'],
    ['test_head_pets', 'HEAD /pets'],
    ['test_options_pets_returns_allow', 'OPTIONS /pets'],
    ['TestGetPets', 'GET /pets'],
    // Java, Kotlin, C#, Go, JavaScript, Ruby.
    ['getPetById', 'GET /pets/{pet_id}'],
    ['testGetUserProfiles()', 'GET /user_profiles'],
    ['shouldGetUserOrders', null],
    ['getUsersByUserIdOrders', 'GET /users/{userId}/orders'],
    ['GetPets_ReturnsOk', 'GET /pets'],
    ['TestAPI/GET_/pets/42', 'GET /pets/{pet_id}'],
    ['TestGetPetsPetID', 'GET /pets/{pet_id}'],
    ['patchOrderItemsById_whenMissing', 'PATCH /order-items/{id}'],
    ['GET /pets returns 200', 'GET /pets'],
    ['GET /users/7/orders?limit=1 lists them', 'GET /users/{userId}/orders'],
    ['pets api > GET /pets > returns 200', 'GET /pets'],
    ['com.example.PetsTest.deletePetsPetId_success', 'DELETE /pets/{pet_id}'],
    ['test_get_invoices_id_unauthorized', 'GET /api/v1/invoices/{id}'],
    ['test_get_orders_order_id_items_item_uuid', 'GET /orders/{order_id}/items/{item_uuid}'],
  ])('%s is about %s', (name, route) => {
    expect(mapRoute(name, known)).toBe(route);
  });

  test.each([
    'test_get_pets_archive',
    'test_delete_pets',
    'test_put_pets',
    'GET /cats returns 200',
    'test_get_pets_pet_id_toys',
    'removes a pet',
  ])('%j names none of them, and nothing is guessed', (name) => {
    expect(mapRoute(name, known)).toBeNull();
  });

  test('of two that a name fits as well, none is taken', () => {
    const both = routeTable(['GET /users/{id}', 'GET /users/{user_id}', 'GET /pet', 'GET /pets']);
    expect(mapRoute('test_get_users_id', both)).toBeNull();
    expect(mapRoute('test_get_pets', both)).toBe('GET /pets');
    expect(mapRoute('GET /users/me', routeTable(['GET /users/{id}', 'GET /users/me']))).toBe('GET /users/me');
  });
});

test('the routes of an OpenAPI document are its paths with their methods', () => {
  const document = {
    openapi: '3.1.0',
    paths: {
      '/pets': { get: {}, post: {}, parameters: [], summary: 'x' },
      '/pets/{id}': { delete: {}, 'x-internal': true },
      '/with space': { get: {} },
      '/none': null,
    },
  };
  expect(routesOf(document)).toEqual(['GET /pets', 'POST /pets', 'DELETE /pets/{id}']);
  expect(routesOf(document).every((route) => Route.safeParse(route).success)).toBe(true);
  for (const other of [null, [], 'text', { paths: [] }, { paths: 7 }]) expect(routesOf(other)).toEqual([]);
});

test('a name of any length is answered', () => {
  const long = `test_get_${'pets_pet_id_'.repeat(20_000)}`;
  expect(mapRoute(long, known)).toBeNull();
  expect(mapRoute(`GET /${'a/'.repeat(50_000)}`, known)).toBeNull();
});
