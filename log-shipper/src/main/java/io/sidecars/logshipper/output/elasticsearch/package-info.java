/// The bulk API of Elasticsearch and OpenSearch.
@NullMarked
package io.sidecars.logshipper.output.elasticsearch;

import org.jspecify.annotations.NullMarked;
