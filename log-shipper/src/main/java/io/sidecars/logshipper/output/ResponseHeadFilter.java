package io.sidecars.logshipper.output;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.ProtocolException;

/// Lets a response count whose status line is sound, although its headers are too large or malformed: it becomes a
/// response without headers and body, and the connection is closed after it. Otherwise a receiver that accepts
/// records with such a response would get them again and again.
///
/// Interim responses (1xx) are dropped, because no request asks for one. A flood of them ends the connection.
final class ResponseHeadFilter extends ChannelInboundHandlerAdapter {
    static final int MAX_HEADERS = 64 << 10;
    private static final int MAX_INTERIM = 100;
    /// What Netty gives to a response whose status line it cannot read.
    private static final int UNREADABLE = 999;

    private int interim;
    private boolean isDropping;

    private ResponseHeadFilter() {}

    /// Adds a filter, unless the connection has one.
    static void addTo(ConnectionBase connection) {
        ChannelHandlerContext vertx = connection.channelHandlerContext();
        ChannelPipeline pipeline = vertx.pipeline();
        if (pipeline.get(ResponseHeadFilter.class) == null) {
            pipeline.addBefore(vertx.name(), "response-head-filter", new ResponseHeadFilter());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpResponse response) {
            head(context, response);
        } else if (isDropping && message instanceof HttpContent content) {
            isDropping = !(content instanceof LastHttpContent);
            content.release();
        } else {
            context.fireChannelRead(message);
        }
    }

    private void head(ChannelHandlerContext context, HttpResponse response) {
        HttpResponseStatus status = response.status();
        if (response.decoderResult().isFailure()) {
            malformed(context, response);
        } else if (status.codeClass() == HttpStatusClass.INFORMATIONAL
                && !status.equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            isDropping = true;
            interim++;
            if (interim > MAX_INTERIM) {
                context.fireExceptionCaught(new ProtocolException("the receiver sends interim responses without end"));
                ChannelFuture _ = context.close();
            }
        } else {
            interim = 0;
            context.fireChannelRead(response);
        }
    }

    private static void malformed(ChannelHandlerContext context, HttpResponse response) {
        HttpResponseStatus status = response.status();
        if (status.code() == UNREADABLE
                || status.codeClass() == HttpStatusClass.INFORMATIONAL
                || response.decoderResult().cause() instanceof PrematureChannelClosureException) {
            context.fireChannelRead(response);
            return;
        }
        ReferenceCountUtil.release(response);
        HttpResponse bare = new DefaultHttpResponse(response.protocolVersion(), status);
        bare.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.fireChannelRead(bare);
        context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    }
}
