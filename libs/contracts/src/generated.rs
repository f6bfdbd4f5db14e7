//! What the proto files generate. Packages refer to each other as siblings, so they are nested as
//! their names are.

#![expect(
    missing_docs,
    unused_qualifications,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    clippy::large_enum_variant,
    reason = "generated code; the proto documents every message, field and call"
)]

pub mod common {
    pub mod v1 {
        tonic::include_proto!("handrail.common.v1");
    }
}

pub mod development {
    pub mod v1 {
        tonic::include_proto!("handrail.development.v1");
    }
}

pub mod escalation {
    pub mod v1 {
        tonic::include_proto!("handrail.escalation.v1");
    }
}

pub mod feed {
    pub mod v1 {
        tonic::include_proto!("handrail.feed.v1");
    }
}

pub mod intake {
    pub mod v1 {
        tonic::include_proto!("handrail.intake.v1");
    }
}

pub mod notifications {
    pub mod v1 {
        tonic::include_proto!("handrail.notifications.v1");
    }
}

pub mod protocol {
    pub mod v1 {
        tonic::include_proto!("handrail.protocol.v1");
    }
}

pub mod transfers {
    pub mod v1 {
        tonic::include_proto!("handrail.transfers.v1");
    }
}
